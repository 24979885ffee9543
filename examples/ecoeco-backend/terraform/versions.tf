terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }

  # 상태는 S3 에 두고 잠금도 S3 로 한다. bucket 은 한 번 손으로 만든다 (README.md).
  backend "s3" {
    bucket       = "ecoeco-terraform-state"
    key          = "ecoeco-backend/terraform.tfstate"
    region       = "ap-northeast-2"
    encrypt      = true
    use_lockfile = true
  }
}
