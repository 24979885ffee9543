# 노드 맵 하나에서 모든 EC2 를 만든다. 노드를 더하려면 변수만 바꾼다.
module "instances" {
  source = "./modules/instances"

  cluster_name         = var.cluster_name
  nodes                = module.node_map.nodes
  subnet_ids           = module.subnets.private_ids
  ami_id               = var.ami_id
  key_name             = var.ssh_key_name
  root_volume_gib      = var.root_volume_gib
  data_volume_gib      = var.data_volume_gib
  security_group_ids   = { cluster = module.security_groups.node_id, control_plane = module.security_groups.control_plane_id }
  instance_profile     = module.iam.node_instance_profile
  data_profile         = module.iam.data_instance_profile
  data_groups          = ["data_nodes"]
  control_plane_groups = ["masters"]
}
