# 노드 맵의 항목마다 EC2 하나. 이름이 키이므로 다른 노드가 늘고 줄어도 건드리지 않는다.
resource "aws_instance" "node" {
  for_each = var.nodes

  ami                  = var.ami_id
  instance_type        = each.value.instance_type
  subnet_id            = var.subnet_ids[each.value.subnet_index]
  private_ip           = each.value.private_ip
  key_name             = var.key_name
  iam_instance_profile = length(setintersection(each.value.groups, var.data_groups)) > 0 ? var.data_profile : var.instance_profile

  vpc_security_group_ids = concat(
    [var.security_group_ids.cluster],
    length(setintersection(each.value.groups, var.control_plane_groups)) > 0 ? [var.security_group_ids.control_plane] : [],
  )

  # Calico 가 캡슐화하지 않고 같은 서브넷의 pod 로 보낸다.
  source_dest_check = false

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # pod 안에서도 (AWS Load Balancer Controller) 닿아야 한다.
    http_put_response_hop_limit = 2
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = length(setintersection(each.value.groups, var.data_groups)) > 0 ? var.data_volume_gib : var.root_volume_gib
    encrypted   = true
  }

  user_data = <<-EOT
    #cloud-config
    hostname: ${each.key}
    preserve_hostname: true
  EOT

  tags = {
    Name                                        = each.key
    NodeRole                                    = each.value.node_role
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  }

  lifecycle {
    # 이미지가 새로 나와도 있는 노드를 다시 만들지 않는다: 하나씩 교체할 때 -replace 로 한다.
    ignore_changes = [ami, user_data]
  }
}
