locals {
  zones = sort(keys(var.subnet_ids))
  ports = var.kind == "msk" ? [9096] : [9092]
}

resource "aws_security_group" "this" {
  name        = "${var.name}-kafka"
  description = "Kafka: clients and the brokers themselves"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-kafka" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = var.clients

  security_group_id            = aws_security_group.this.id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.ports[0]
  to_port                      = local.ports[0]
}

# MSK accepts no other prefix, and only a key of the customer's.
resource "aws_secretsmanager_secret" "clients" {
  name                    = "AmazonMSK_${var.name}-kafka"
  description             = "SCRAM credentials of EcoMind's services at the log"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days
}

resource "aws_secretsmanager_secret_version" "clients" {
  secret_id                = aws_secretsmanager_secret.clients.id
  secret_string_wo         = jsonencode({ username = "ecomind", password = var.password })
  secret_string_wo_version = 1
}
