output "assets_bucket_id" {
  value = aws_s3_bucket.this["assets"].id
}

output "assets_bucket_arn" {
  value = aws_s3_bucket.this["assets"].arn
}

output "assets_bucket_regional_domain_name" {
  value = aws_s3_bucket.this["assets"].bucket_regional_domain_name
}

output "backup_bucket_id" {
  value = aws_s3_bucket.this["backups"].id
}

output "backup_bucket_arn" {
  value = aws_s3_bucket.this["backups"].arn
}
