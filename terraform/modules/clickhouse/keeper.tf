resource "aws_network_interface" "keeper" {
  for_each = local.keepers

  subnet_id       = var.subnet_ids[each.value]
  security_groups = [aws_security_group.server[0].id]

  tags = { Name = "${var.name}-keeper-${each.key}" }
}

# Three, so that a majority is left when one is away.
resource "aws_instance" "keeper" {
  for_each = local.keepers

  ami                         = try(data.aws_ssm_parameter.ami[0].insecure_value, var.ami)
  instance_type               = var.keeper_instance_type
  iam_instance_profile        = aws_iam_instance_profile.server[0].name
  disable_api_termination     = var.deletion_protection
  user_data_replace_on_change = false

  user_data_base64 = base64encode(templatefile("${path.module}/keeper.sh.tftpl", {
    image   = var.image
    index   = each.key
    keepers = [for index in sort(keys(local.keepers)) : aws_network_interface.keeper[index].private_ip]
  }))

  network_interface {
    device_index         = 0
    network_interface_id = aws_network_interface.keeper[each.key].id
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

  tags = { Name = "${var.name}-keeper-${each.key}" }

  lifecycle {
    ignore_changes = [ami, user_data_base64]
  }
}
