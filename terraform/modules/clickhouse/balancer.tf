# One address and a public certificate for the store, inside the VPC.
resource "aws_lb" "this" {
  count = local.own ? 1 : 0

  name                             = "${var.name}-store"
  internal                         = true
  load_balancer_type               = "network"
  subnets                          = [for zone in local.zones : var.subnet_ids[zone]]
  security_groups                  = [aws_security_group.balancer[0].id]
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.deletion_protection
}

resource "aws_lb_target_group" "this" {
  count = local.own ? 1 : 0

  name        = "${var.name}-store"
  vpc_id      = var.vpc_id
  target_type = "ip"
  protocol    = "TLS"
  port        = local.port

  health_check {
    protocol            = "HTTPS"
    path                = "/ping"
    interval            = 10
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

# The primary alone: counting is exact as long as all look-ups and inserts meet on one replica.
resource "aws_lb_target_group_attachment" "primary" {
  count = local.own ? 1 : 0

  target_group_arn = aws_lb_target_group.this[0].arn
  target_id        = aws_network_interface.server[tostring(var.primary)].private_ip
  port             = local.port
}

resource "aws_acm_certificate" "this" {
  count = local.own ? 1 : 0

  domain_name       = var.hostname
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  count = local.own ? 1 : 0

  zone_id         = var.zone_id
  name            = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.this[0].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.this[0].domain_validation_options).resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count = local.own ? 1 : 0

  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [aws_route53_record.validation[0].fqdn]
}

resource "aws_lb_listener" "this" {
  count = local.own ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  protocol          = "TLS"
  port              = local.port
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.this[0].certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }
}

resource "aws_route53_record" "this" {
  count = local.own ? 1 : 0

  zone_id = var.zone_id
  name    = var.hostname
  type    = "A"

  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = false
  }
}
