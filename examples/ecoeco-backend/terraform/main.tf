# ecoeco-backend 의 AWS 기반 시설.
# 노드는 한 곳(modules/node-map)에서 정하고, EC2(ec2.tf)와 인벤토리(outputs.tf)가 그 하나를 쓴다.

provider "aws" {
  region = var.aws_region

  default_tags {
    tags = local.tags
  }
}

# CloudFront 의 인증서는 us-east-1 에 있어야 한다.
provider "aws" {
  alias  = "global"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = {
    Project     = var.cluster_name
    Environment = var.environment
    ManagedBy   = "terraform"
  }
}

module "node_map" {
  source = "./modules/node-map"

  private_subnet_cidrs         = var.private_subnet_cidrs
  master_instance_type         = var.master_instance_type
  api_instance_type            = var.api_instance_type
  storage_worker_instance_type = var.storage_worker_instance_type
  ai_worker_instance_type      = var.ai_worker_instance_type
  scan_worker_instance_type    = var.scan_worker_instance_type
  scan_worker_count            = var.scan_worker_count
  data_instance_type           = var.data_instance_type
  monitoring_instance_type     = var.monitoring_instance_type
}
