# ../../outputs.tf 의 nodes 와 모양이 같아야 한다: 인벤토리는 어느 쪽으로도 만든다.
output "nodes" {
  description = "Every node by name: where it is, what it is, which groups of the inventory it belongs to."
  value = {
    for name, node in terraform_data.node : name => {
      private_ip    = node.input.private_ip
      node_role     = node.input.node_role
      groups        = node.input.groups
      labels        = node.input.labels
      instance_type = node.input.instance_type
    }
  }
}
