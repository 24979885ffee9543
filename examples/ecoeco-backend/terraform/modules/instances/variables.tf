variable "cluster_name" {
  type = string
}

variable "nodes" {
  description = "As modules/node-map has it."
  type = map(object({
    node_role     = string
    instance_type = string
    groups        = list(string)
    labels        = map(string)
    subnet_index  = number
    private_ip    = string
  }))
}

variable "subnet_ids" {
  type = list(string)
}

variable "ami_id" {
  type = string
}

variable "key_name" {
  type    = string
  default = null
}

variable "root_volume_gib" {
  type = number
}

variable "data_volume_gib" {
  type = number
}

variable "security_group_ids" {
  type = object({
    cluster       = string
    control_plane = string
  })
}

variable "instance_profile" {
  type = string
}

variable "data_profile" {
  description = "Of nodes in data_groups."
  type        = string
}

variable "data_groups" {
  type = set(string)
}

variable "control_plane_groups" {
  type = set(string)
}
