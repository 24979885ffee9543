variable "domain" {
  type = string
}

variable "aliases" {
  description = "Name below the domain to the load balancer or distribution that it stands for."
  type = map(object({
    name    = string
    zone_id = string
  }))
}
