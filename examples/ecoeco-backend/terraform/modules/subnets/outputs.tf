output "public_ids" {
  description = "In the order of the zones."
  value       = [for zone in var.availability_zones : aws_subnet.public[zone].id]
}

output "private_ids" {
  description = "In the order of the zones."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]
}
