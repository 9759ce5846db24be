resource "aws_security_group" "cloud" {
  count = local.own ? 0 : 1

  name        = "${var.name}-clickhouse-cloud"
  description = "ClickHouse Cloud by PrivateLink"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-clickhouse-cloud" }
}

resource "aws_vpc_security_group_ingress_rule" "cloud" {
  for_each = local.own ? {} : var.clients

  security_group_id            = aws_security_group.cloud[0].id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

# ClickHouse Cloud must allow this endpoint's id; until then it is pending.
resource "aws_vpc_endpoint" "cloud" {
  count = local.own ? 0 : 1

  vpc_id              = var.vpc_id
  vpc_endpoint_type   = "Interface"
  service_name        = var.cloud.endpoint_service
  private_dns_enabled = true
  subnet_ids          = [for zone in local.zones : var.subnet_ids[zone]]
  security_group_ids  = [aws_security_group.cloud[0].id]

  tags = { Name = "${var.name}-clickhouse-cloud" }
}
