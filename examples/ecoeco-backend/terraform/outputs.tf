# ansible/inventory/hosts.ini 의 호스트는 이 output 으로 만든다.
# environments/sandbox 의 같은 이름의 output 과 모양이 같아야 한다.
output "nodes" {
  description = "Every node by name: where it is, what it is, which groups of the inventory it belongs to."
  value = {
    for name, node in module.node_map.nodes : name => {
      private_ip    = module.instances.private_ips[name]
      node_role     = node.node_role
      groups        = node.groups
      labels        = node.labels
      instance_type = node.instance_type
    }
  }
}

output "vpc_id" {
  description = "The VPC; the AWS Load Balancer Controller wants it."
  value       = module.vpc.id
}

output "name_servers" {
  description = "What the registrar of the domain must point to."
  value       = module.route53.name_servers
}

output "assets_bucket" {
  description = "Where static.<domain> comes from."
  value       = module.s3.assets_bucket_id
}

output "backup_bucket" {
  description = "Where the database nodes put their backups."
  value       = module.s3.backup_bucket_id
}
