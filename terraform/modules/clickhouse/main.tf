locals {
  zones = sort(keys(var.subnet_ids))
  own   = var.kind == "instances"

  replicas = local.own ? { for index in range(var.replicas) : tostring(index) => local.zones[index % length(local.zones)] } : {}
  keepers  = local.own && var.replicas > 1 ? { for index in range(3) : tostring(index) => local.zones[index % length(local.zones)] } : {}

  port = 8443
}

data "aws_ssm_parameter" "ami" {
  count = local.own && startswith(var.ami, "resolve:ssm:") ? 1 : 0

  name = trimprefix(var.ami, "resolve:ssm:")
}

resource "aws_network_interface" "server" {
  for_each = local.replicas

  subnet_id       = var.subnet_ids[each.value]
  security_groups = [aws_security_group.server[0].id]

  tags = { Name = "${var.name}-clickhouse-${each.key}" }
}

resource "aws_ebs_volume" "server" {
  for_each = local.replicas

  availability_zone = each.value
  type              = "gp3"
  size              = var.disk_gib
  iops              = var.disk_iops
  encrypted         = true
  kms_key_id        = var.kms_key_arn

  tags = { Name = "${var.name}-clickhouse-${each.key}" }
}

resource "aws_instance" "server" {
  for_each = local.replicas

  ami                         = try(data.aws_ssm_parameter.ami[0].insecure_value, var.ami)
  instance_type               = var.instance_type
  iam_instance_profile        = aws_iam_instance_profile.server[0].name
  disable_api_termination     = var.deletion_protection
  user_data_replace_on_change = false

  user_data_base64 = base64encode(templatefile("${path.module}/server.sh.tftpl", {
    image    = var.image
    region   = var.region
    secret   = var.password_secret.name
    replica  = each.key
    replicas = [for index in sort(keys(local.replicas)) : aws_network_interface.server[index].private_ip]
    keepers  = [for index in sort(keys(local.keepers)) : aws_network_interface.keeper[index].private_ip]
    bucket   = aws_s3_bucket.backups[0].bucket
    primary  = tonumber(each.key) == var.primary
    hour     = var.backup.hour_utc
  }))

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.server[each.key].id
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
    # The server in its container asks for the role's credentials, to write backups.
    http_put_response_hop_limit = 2
  }

  root_block_device {
    encrypted   = true
    kms_key_id  = var.kms_key_arn
    volume_type = "gp3"
    volume_size = 30
  }

  tags = { Name = "${var.name}-clickhouse-${each.key}" }

  lifecycle {
    # A new machine image or start script must not replace the store; docs/deploy-aws.md does it, one server at a time.
    ignore_changes = [ami, user_data_base64]
  }
}

resource "aws_volume_attachment" "server" {
  for_each = local.replicas

  device_name                    = "/dev/sdf"
  volume_id                      = aws_ebs_volume.server[each.key].id
  instance_id                    = aws_instance.server[each.key].id
  stop_instance_before_detaching = true
}
