variable "name" {
  type = string
}

variable "backup_bucket_arn" {
  type = string
}

variable "assets_bucket_arn" {
  type = string
}
