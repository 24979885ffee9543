# 노드끼리는 모두 통하고, 밖에서는 필요한 것만 들어온다.

resource "aws_security_group" "node" {
  name        = "${var.name}-node"
  description = "Every node of the cluster"
  vpc_id      = var.vpc_id

  # AWS Load Balancer Controller 가 이 표시가 있는 그룹 하나에 규칙을 더한다.
  tags = {
    Name                                = "${var.name}-node"
    "kubernetes.io/cluster/${var.name}" = "owned"
  }
}

resource "aws_vpc_security_group_ingress_rule" "between_nodes" {
  security_group_id            = aws_security_group.node.id
  description                  = "Kubernetes and Calico between nodes"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "node" {
  security_group_id = aws_security_group.node.id
  description       = "Images and packages"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each = toset(concat([var.vpc_cidr], var.admin_cidrs))

  security_group_id = aws_security_group.node.id
  description       = "Ansible"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

resource "aws_vpc_security_group_ingress_rule" "webhook_node_ports" {
  for_each = var.webhook_ports

  security_group_id            = aws_security_group.node.id
  description                  = "Webhooks for ${each.key}"
  referenced_security_group_id = aws_security_group.webhook_alb.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_security_group" "control_plane" {
  name        = "${var.name}-control-plane"
  description = "The API server"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-control-plane" }
}

resource "aws_vpc_security_group_ingress_rule" "api_server" {
  for_each = toset(concat([var.vpc_cidr], var.admin_cidrs))

  security_group_id = aws_security_group.control_plane.id
  description       = "kubectl"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 6443
  to_port           = 6443
}

resource "aws_security_group" "webhook_alb" {
  name        = "${var.name}-webhook-alb"
  description = "The load balancer that webhooks come in through"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-webhook-alb" }
}

resource "aws_vpc_security_group_ingress_rule" "webhooks" {
  for_each = toset(var.webhook_cidrs)

  security_group_id = aws_security_group.webhook_alb.id
  description       = "Webhooks"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "webhook_targets" {
  for_each = var.webhook_ports

  security_group_id            = aws_security_group.webhook_alb.id
  description                  = "To ${each.key}"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}
