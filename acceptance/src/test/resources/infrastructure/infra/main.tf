variable "workers" {
  type    = set(string)
  default = ["anna", "bora"]
}

variable "size" {
  type    = string
  default = "small"
}

resource "terraform_data" "worker" {
  for_each = var.workers
  input    = { name = each.key, size = var.size }

  # Takes a while, so that a test can do something meanwhile.
  provisioner "local-exec" {
    command = "sleep 2"
  }
}

output "nodes" {
  value = {
    for name, worker in terraform_data.worker :
    name => { private_ip = "127.0.0.1", role = "workers", size = worker.output.size }
  }
}
