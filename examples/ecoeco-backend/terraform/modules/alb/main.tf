# GitHub 의 웹훅만 들어오는 문. 클러스터의 Ingress 와 상관없이 서 있어야 하므로 Terraform 이 만든다.
# 웹훅의 경로 말고는 404 다.

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  security_groups    = var.security_group_ids
  subnets            = var.subnet_ids

  drop_invalid_header_fields = true
}

resource "aws_acm_certificate" "this" {
  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.this.domain_validation_options :
    option.domain_name => option
  }

  zone_id = var.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  ttl     = 300
  records = [each.value.resource_record_value]
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.this.certificate_arn

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "not found"
      status_code  = "404"
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = var.webhooks

  name        = "${var.name}-${each.key}"
  vpc_id      = var.vpc_id
  target_type = "instance"
  protocol    = "HTTP"
  port        = each.value.node_port

  health_check {
    path    = each.value.health_path
    matcher = "200"
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = merge([
    for webhook in keys(var.webhooks) : {
      for node, id in var.target_ids : "${webhook}/${node}" => { webhook = webhook, id = id }
    }
  ]...)

  target_group_arn = aws_lb_target_group.this[each.value.webhook].arn
  target_id        = each.value.id
}

resource "aws_lb_listener_rule" "this" {
  for_each = var.webhooks

  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }

  condition {
    path_pattern {
      values = [each.value.path]
    }
  }
}
