module "iam" {
  source = "./modules/iam"

  name              = var.cluster_name
  backup_bucket_arn = module.s3.backup_bucket_arn
  assets_bucket_arn = module.s3.assets_bucket_arn
}
