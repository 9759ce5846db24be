resource "aws_security_group" "balancer" {
  count = local.own ? 1 : 0

  name        = "${var.name}-store-lb"
  description = "The store as services see it"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-store-lb" }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = local.own ? var.clients : {}

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "From ${each.key}"
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_vpc_security_group_egress_rule" "servers" {
  count = local.own ? 1 : 0

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "The servers"
  referenced_security_group_id = aws_security_group.server[0].id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_security_group" "server" {
  count = local.own ? 1 : 0

  name        = "${var.name}-clickhouse"
  description = "ClickHouse and Keeper"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-clickhouse" }
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  count = local.own ? 1 : 0

  security_group_id            = aws_security_group.server[0].id
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.balancer[0].id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

locals {
  between = length(local.keepers) > 0 ? { native = 9000, replication = 9009, keeper = 9181, raft = 9234 } : {}
}

resource "aws_vpc_security_group_ingress_rule" "between" {
  for_each = local.between

  security_group_id            = aws_security_group.server[0].id
  description                  = "Between servers: ${each.key}"
  referenced_security_group_id = aws_security_group.server[0].id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "between" {
  for_each = local.between

  security_group_id            = aws_security_group.server[0].id
  description                  = "Between servers: ${each.key}"
  referenced_security_group_id = aws_security_group.server[0].id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "https" {
  count = local.own ? 1 : 0

  security_group_id = aws_security_group.server[0].id
  description       = "The image, backups, Secrets Manager, Systems Manager"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "server" {
  statement {
    sid       = "ReadPassword"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.password_secret.arn]
  }

  statement {
    sid       = "UseKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com", "s3.${var.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "ListBackups"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = ["arn:${var.partition}:s3:::${local.bucket}"]
  }

  # No right to delete: backups end by the bucket's own rule.
  statement {
    sid       = "WriteAndReadBackups"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["arn:${var.partition}:s3:::${local.bucket}/*"]
  }
}

resource "aws_iam_role" "server" {
  count = local.own ? 1 : 0

  name               = "${var.name}-clickhouse"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "server" {
  count = local.own ? 1 : 0

  name   = "password-and-backups"
  role   = aws_iam_role.server[0].id
  policy = data.aws_iam_policy_document.server.json
}

# A shell without an open port or a key pair.
resource "aws_iam_role_policy_attachment" "session" {
  count = local.own ? 1 : 0

  role       = aws_iam_role.server[0].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "server" {
  count = local.own ? 1 : 0

  name = "${var.name}-clickhouse"
  role = aws_iam_role.server[0].name
}
