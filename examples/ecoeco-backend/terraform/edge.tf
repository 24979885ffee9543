# 밖에서 보이는 것: S3, CloudFront, 웹훅이 들어오는 ALB, Route53.
# api.<domain> 의 ALB 는 여기 없다: 클러스터 안의 AWS Load Balancer Controller 가 chart 의 Ingress 로 만든다.

locals {
  # GitHub 이 부르는 두 곳. NodePort 는 ansible/roles/atlantis 가 여는 것과 같아야 한다.
  webhooks = {
    atlantis = { path = "/events", node_port = 30141, health_path = "/healthz" }
    argocd   = { path = "/api/webhook", node_port = 30080, health_path = "/healthz" }
  }
}

module "s3" {
  source = "./modules/s3"

  name = var.cluster_name
}

module "route53" {
  source = "./modules/route53"

  domain = var.domain

  aliases = {
    hooks  = { name = module.alb.dns_name, zone_id = module.alb.zone_id }
    static = { name = module.cloudfront.domain_name, zone_id = module.cloudfront.zone_id }
  }
}

module "alb" {
  source = "./modules/alb"

  name               = "${var.cluster_name}-hooks"
  vpc_id             = module.vpc.id
  subnet_ids         = module.subnets.public_ids
  security_group_ids = [module.security_groups.webhook_alb_id]
  domain             = "hooks.${var.domain}"
  zone_id            = module.route53.zone_id
  webhooks           = local.webhooks
  target_ids         = { for name, node in module.node_map.nodes : name => module.instances.ids[name] if contains(node.groups, "monitoring_nodes") }
}

module "cloudfront" {
  source = "./modules/cloudfront"

  providers = {
    aws        = aws
    aws.global = aws.global
  }

  name                        = "${var.cluster_name}-static"
  domain                      = "static.${var.domain}"
  zone_id                     = module.route53.zone_id
  bucket_id                   = module.s3.assets_bucket_id
  bucket_arn                  = module.s3.assets_bucket_arn
  bucket_regional_domain_name = module.s3.assets_bucket_regional_domain_name
}
