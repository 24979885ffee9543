resource "aws_route53_zone" "this" {
  name = var.domain
}

resource "aws_route53_record" "alias" {
  for_each = var.aliases

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.domain}"
  type    = "A"

  alias {
    name                   = each.value.name
    zone_id                = each.value.zone_id
    evaluate_target_health = false
  }
}
