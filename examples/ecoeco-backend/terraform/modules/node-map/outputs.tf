output "nodes" {
  description = "Name of a node to its role, instance type, inventory groups, labels, subnet (index) and address."
  value       = local.nodes
}
