variable "private_subnet_cidrs" {
  description = "The three private subnets; a node's address is taken from one of them."
  type        = list(string)
}

variable "master_instance_type" {
  type = string
}

variable "api_instance_type" {
  type = string
}

variable "storage_worker_instance_type" {
  type = string
}

variable "ai_worker_instance_type" {
  type = string
}

variable "scan_worker_instance_type" {
  type = string
}

variable "scan_worker_count" {
  type = number
}

variable "data_instance_type" {
  type = string
}

variable "monitoring_instance_type" {
  type = string
}
