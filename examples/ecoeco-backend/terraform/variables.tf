# 두 root 가 함께 쓴다: environments/sandbox/variables.tf 는 이 파일을 가리키는 링크다.
# Both roots read this file: environments/sandbox/variables.tf is a link to it.

# ---- 노드 ----

variable "master_instance_type" {
  description = "Instance type of the control plane."
  type        = string
  default     = "t3.large"
}

variable "api_instance_type" {
  description = "Instance type of the seven API nodes."
  type        = string
  default     = "t3.medium"
}

variable "scan_worker_count" {
  description = "Nodes that run scan's jobs: the first is worker-storage, the second worker-ai, further ones are worker-scan-3, worker-scan-4, ..."
  type        = number
  default     = 2

  validation {
    condition     = var.scan_worker_count == floor(var.scan_worker_count) && var.scan_worker_count >= 2 && var.scan_worker_count <= 12
    error_message = "scan_worker_count must be a whole number from 2 (worker-storage and worker-ai are always there) to 12."
  }
}

variable "storage_worker_instance_type" {
  description = "Instance type of worker-storage."
  type        = string
  default     = "t3.medium"
}

variable "ai_worker_instance_type" {
  description = "Instance type of worker-ai."
  type        = string
  default     = "t3.xlarge"
}

variable "scan_worker_instance_type" {
  description = "Instance type of worker-scan-3 and further ones."
  type        = string
  default     = "t3.medium"
}

variable "data_instance_type" {
  description = "Instance type of the three database nodes."
  type        = string
  default     = "t3.large"
}

variable "monitoring_instance_type" {
  description = "Instance type of the monitoring node."
  type        = string
  default     = "t3.large"
}

variable "ami_id" {
  description = "Image of every node: Ubuntu 22.04 LTS, amd64, in aws_region. Pinned; existing nodes keep theirs."
  type        = string
  default     = "ami-0c9c942bd7bf113a2"
}

variable "ssh_key_name" {
  description = "EC2 key pair that Ansible logs in with; null: Session Manager only."
  type        = string
  default     = null
}

variable "root_volume_gib" {
  description = "Root volume of a node, in GiB."
  type        = number
  default     = 30
}

variable "data_volume_gib" {
  description = "Root volume of a database node, in GiB."
  type        = number
  default     = 100
}

# ---- 네트워크 ----

variable "aws_region" {
  description = "Region of everything but CloudFront's certificate."
  type        = string
  default     = "ap-northeast-2"
}

variable "availability_zones" {
  description = "One zone for each pair of subnets."
  type        = list(string)
  default     = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
}

variable "vpc_cidr" {
  description = "Addresses of the VPC."
  type        = string
  default     = "10.20.0.0/16"
}

variable "public_subnet_cidrs" {
  description = "Addresses of the public subnets, in the order of availability_zones."
  type        = list(string)
  default     = ["10.20.1.0/24", "10.20.2.0/24", "10.20.3.0/24"]
}

variable "private_subnet_cidrs" {
  description = "Addresses of the private subnets, where the nodes are, in the order of availability_zones."
  type        = list(string)
  default     = ["10.20.11.0/24", "10.20.12.0/24", "10.20.13.0/24"]

  validation {
    condition     = length(var.private_subnet_cidrs) == 3
    error_message = "The nodes are spread over three private subnets."
  }
}

variable "admin_cidrs" {
  description = "Networks (a VPN, a bastion) that may reach SSH and the API server; empty: only the VPC."
  type        = list(string)
  default     = []
}

variable "webhook_cidrs" {
  description = "Networks that webhooks come from. Default: GitHub's, as api.github.com/meta lists them under hooks."
  type        = list(string)
  default     = ["192.30.252.0/22", "185.199.108.0/22", "140.82.112.0/20", "143.55.64.0/20"]
}

# ---- 이름 ----

variable "cluster_name" {
  description = "Name of the cluster; part of the names of what belongs to it."
  type        = string
  default     = "ecoeco"
}

variable "environment" {
  description = "Value of the tag Environment."
  type        = string
  default     = "production"
}

variable "domain" {
  description = "Domain of the platform; a public zone is made for it."
  type        = string
  default     = "ecoeco.example"
}
