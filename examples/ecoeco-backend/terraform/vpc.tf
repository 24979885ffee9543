module "vpc" {
  source = "./modules/vpc"

  name = var.cluster_name
  cidr = var.vpc_cidr
}

module "subnets" {
  source = "./modules/subnets"

  name                = var.cluster_name
  vpc_id              = module.vpc.id
  internet_gateway_id = module.vpc.internet_gateway_id
  availability_zones  = var.availability_zones
  public_cidrs        = var.public_subnet_cidrs
  private_cidrs       = var.private_subnet_cidrs
}

module "security_groups" {
  source = "./modules/security-groups"

  name          = var.cluster_name
  vpc_id        = module.vpc.id
  vpc_cidr      = var.vpc_cidr
  admin_cidrs   = var.admin_cidrs
  webhook_cidrs = var.webhook_cidrs
  webhook_ports = { for name, hook in local.webhooks : name => hook.node_port }
}
