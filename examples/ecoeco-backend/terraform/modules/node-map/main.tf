# 노드의 단 하나의 목록. provider 를 쓰지 않는 순수한 계산이므로 AWS 없이도 같은 답을 낸다.
# The one list of nodes: from variables to a map, without a provider, so that every root gets the same.

terraform {
  required_version = ">= 1.10"
}

locals {
  # 값의 순서는 주소를 정한다: 끝에만 더할 것. The order decides addresses: only append.
  services  = ["auth", "scan", "chat", "mypage", "location", "info", "character"]
  databases = ["postgresql", "redis", "rabbitmq"]

  # 첫 둘은 storage 와 ai 이고, 셋째부터는 scan 의 작업만 돌린다.
  scan_workers = concat(
    [
      { name = "worker-storage", node_role = "storage", instance_type = var.storage_worker_instance_type },
      { name = "worker-ai", node_role = "ai", instance_type = var.ai_worker_instance_type },
    ],
    [
      for number in range(3, var.scan_worker_count + 1) :
      { name = "worker-scan-${number}", node_role = "scan-worker", instance_type = var.scan_worker_instance_type }
    ],
  )

  masters = {
    master = { node_role = "master", instance_type = var.master_instance_type, index = 0 }
  }
  api_nodes = {
    for index, service in local.services :
    "api-${service}" => { node_role = service, instance_type = var.api_instance_type, index = index }
  }
  workers = {
    for index, worker in local.scan_workers :
    worker.name => { node_role = worker.node_role, instance_type = worker.instance_type, index = index }
  }
  data_nodes = {
    for index, database in local.databases :
    "data-${database}" => { node_role = database, instance_type = var.data_instance_type, index = index }
  }
  monitoring_nodes = {
    monitoring = { node_role = "monitoring", instance_type = var.monitoring_instance_type, index = 0 }
  }

  # 그룹마다: 인벤토리의 그룹 이름, tier label, 서브넷 안에서의 첫 번호, 그룹의 label.
  groups = {
    masters          = { tier = "control-plane", first_host = 10, labels = {}, nodes = local.masters }
    api_nodes        = { tier = "api", first_host = 20, labels = {}, nodes = local.api_nodes }
    workers          = { tier = "worker", first_host = 40, labels = { "ecoeco.example/scan-jobs" = "true" }, nodes = local.workers }
    data_nodes       = { tier = "data", first_host = 60, labels = { "ecoeco.example/database" = "true" }, nodes = local.data_nodes }
    monitoring_nodes = { tier = "monitoring", first_host = 80, labels = {}, nodes = local.monitoring_nodes }
  }

  nodes = merge([
    for group, settings in local.groups : {
      for name, node in settings.nodes : name => {
        node_role     = node.node_role
        instance_type = node.instance_type
        groups        = [group]
        labels        = merge({ "node-role" = node.node_role, tier = settings.tier }, settings.labels)
        subnet_index  = node.index % length(var.private_subnet_cidrs)
        private_ip    = cidrhost(var.private_subnet_cidrs[node.index % length(var.private_subnet_cidrs)], settings.first_host + node.index)
      }
    }
  ]...)
}
