variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_ids" {
  type = list(string)
}

variable "domain" {
  description = "Host name of the load balancer, for its certificate."
  type        = string
}

variable "zone_id" {
  type = string
}

variable "webhooks" {
  type = map(object({
    path        = string
    node_port   = number
    health_path = string
  }))
}

variable "target_ids" {
  description = "Node name to instance id of the nodes that answer."
  type        = map(string)
}
