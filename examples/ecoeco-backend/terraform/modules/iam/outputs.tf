output "node_instance_profile" {
  value = aws_iam_instance_profile.node.name
}

output "data_instance_profile" {
  value = aws_iam_instance_profile.data.name
}
