locals {
  nodes = var.kind == "redpanda" ? { for index in range(var.brokers) : tostring(index) => local.zones[index % length(local.zones)] } : {}

  # Fixed addresses are the brokers' names: they are known before the first one starts, and stay when one is replaced.
  addresses = { for index, zone in local.nodes : index => aws_network_interface.redpanda[index].private_ip }

  tls = var.redpanda.tls_secret_arn != null
}

data "aws_ssm_parameter" "ami" {
  count = var.kind == "redpanda" && startswith(var.redpanda.ami, "resolve:ssm:") ? 1 : 0

  name = trimprefix(var.redpanda.ami, "resolve:ssm:")
}

resource "aws_vpc_security_group_ingress_rule" "brokers" {
  for_each = var.kind == "redpanda" ? { kafka = 9092, rpc = 33145 } : {}

  security_group_id            = aws_security_group.this.id
  description                  = "Between brokers: ${each.key}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "brokers" {
  for_each = var.kind == "redpanda" ? { kafka = 9092, rpc = 33145 } : {}

  security_group_id            = aws_security_group.this.id
  description                  = "Between brokers: ${each.key}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "https" {
  count = var.kind == "redpanda" ? 1 : 0

  security_group_id = aws_security_group.this.id
  description       = "The image, Secrets Manager, Systems Manager"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_network_interface" "redpanda" {
  for_each = local.nodes

  subnet_id       = var.subnet_ids[each.value]
  security_groups = [aws_security_group.this.id]

  tags = { Name = "${var.name}-kafka-${each.key}" }
}

resource "aws_ebs_volume" "redpanda" {
  for_each = local.nodes

  availability_zone = each.value
  type              = "gp3"
  size              = var.disk_gib
  encrypted         = true
  kms_key_id        = var.kms_key_arn

  tags = { Name = "${var.name}-kafka-${each.key}" }
}

resource "aws_instance" "redpanda" {
  for_each = local.nodes

  ami                         = try(data.aws_ssm_parameter.ami[0].insecure_value, var.redpanda.ami)
  instance_type               = var.instance_type
  iam_instance_profile        = aws_iam_instance_profile.redpanda[0].name
  disable_api_termination     = var.deletion_protection
  user_data_replace_on_change = false

  user_data_base64 = base64encode(templatefile("${path.module}/redpanda.sh.tftpl", {
    index      = each.key
    address    = local.addresses[each.key]
    seeds      = join(",", [for index in sort(keys(local.addresses)) : "${local.addresses[index]}:33145"])
    image      = var.redpanda.image
    region     = var.region
    secret     = aws_secretsmanager_secret.clients.name
    tls_secret = local.tls ? var.redpanda.tls_secret_arn : ""
    replicas   = min(var.brokers, 3)
  }))

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.redpanda[each.key].id
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    kms_key_id  = var.kms_key_arn
    volume_type = "gp3"
    volume_size = 20
  }

  tags = { Name = "${var.name}-kafka-${each.key}" }

  lifecycle {
    # A new machine image or start script must not replace all brokers at once; docs/deploy-aws.md replaces one by one.
    ignore_changes = [ami, user_data_base64]
  }

  depends_on = [aws_secretsmanager_secret_version.clients]
}

resource "aws_volume_attachment" "redpanda" {
  for_each = local.nodes

  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.redpanda[each.key].id
  instance_id                    = aws_instance.redpanda[each.key].id
  stop_instance_before_detaching = true
}

data "aws_iam_policy_document" "redpanda_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "redpanda" {
  statement {
    sid     = "ReadCredentials"
    actions = ["secretsmanager:GetSecretValue"]
    resources = compact([
      # Secrets Manager adds six characters to a secret's name.
      "arn:${var.partition}:secretsmanager:${var.region}:${var.account_id}:secret:AmazonMSK_${var.name}-kafka-??????",
      var.redpanda.tls_secret_arn,
    ])
  }

  statement {
    sid       = "DecryptCredentials"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "redpanda" {
  count = var.kind == "redpanda" ? 1 : 0

  name               = "${var.name}-kafka"
  assume_role_policy = data.aws_iam_policy_document.redpanda_trust.json
}

resource "aws_iam_role_policy" "redpanda" {
  count = var.kind == "redpanda" ? 1 : 0

  name   = "credentials"
  role   = aws_iam_role.redpanda[0].id
  policy = data.aws_iam_policy_document.redpanda.json
}

# A shell without an open port or a key pair.
resource "aws_iam_role_policy_attachment" "redpanda_session" {
  count = var.kind == "redpanda" ? 1 : 0

  role       = aws_iam_role.redpanda[0].name
  policy_arn = "arn:${var.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "redpanda" {
  count = var.kind == "redpanda" ? 1 : 0

  name = "${var.name}-kafka"
  role = aws_iam_role.redpanda[0].name
}
