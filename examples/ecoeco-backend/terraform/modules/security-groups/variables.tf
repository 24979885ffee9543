variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "vpc_cidr" {
  type = string
}

variable "admin_cidrs" {
  type = list(string)
}

variable "webhook_cidrs" {
  type = list(string)
}

variable "webhook_ports" {
  description = "Who gets webhooks, and on which NodePort."
  type        = map(number)
}
