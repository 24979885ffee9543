output "node_id" {
  value = aws_security_group.node.id
}

output "control_plane_id" {
  value = aws_security_group.control_plane.id
}

output "webhook_alb_id" {
  value = aws_security_group.webhook_alb.id
}
