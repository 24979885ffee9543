output "ids" {
  description = "Instance id by node name."
  value       = { for name, instance in aws_instance.node : name => instance.id }
}

output "private_ips" {
  description = "Address by node name."
  value       = { for name, instance in aws_instance.node : name => instance.private_ip }
}
