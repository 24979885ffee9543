# 클라우드 계정이 없는 root: 같은 변수와 같은 노드 맵을 Terraform 의 내장 provider 로만 적용한다.
# plan, apply, state, output 이 모두 진짜이므로 변경을 시험하기에 알맞다.
# A root without a cloud account: the same variables and node map, applied with Terraform's built-in provider only.
# There is no backend block: state lies where whoever runs it keeps it (Atlantis: in its data directory).

terraform {
  required_version = ">= 1.10"
}

module "node_map" {
  source = "../../modules/node-map"

  private_subnet_cidrs         = var.private_subnet_cidrs
  master_instance_type         = var.master_instance_type
  api_instance_type            = var.api_instance_type
  storage_worker_instance_type = var.storage_worker_instance_type
  ai_worker_instance_type      = var.ai_worker_instance_type
  scan_worker_instance_type    = var.scan_worker_instance_type
  scan_worker_count            = var.scan_worker_count
  data_instance_type           = var.data_instance_type
  monitoring_instance_type     = var.monitoring_instance_type
}

# EC2 의 자리. 인스턴스 유형은 제자리에서 바뀌고(EC2 의 stop/start 처럼), 주소가 바뀌면 새로 만든다.
resource "terraform_data" "node" {
  for_each = module.node_map.nodes

  input = {
    name          = each.key
    instance_type = each.value.instance_type
    node_role     = each.value.node_role
    groups        = each.value.groups
    labels        = each.value.labels
    private_ip    = each.value.private_ip
  }

  triggers_replace = each.value.private_ip
}
