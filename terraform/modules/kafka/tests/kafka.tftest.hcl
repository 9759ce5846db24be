# The real provider: it evaluates policy documents, which a mock would answer with nothing. It is told not to call AWS.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}


variables {
  name                = "eco-test"
  kind                = "msk"
  production          = true
  region              = "eu-central-1"
  account_id          = "111122223333"
  vpc_id              = "vpc-1"
  subnet_ids          = { a = "subnet-1", b = "subnet-2", c = "subnet-3" }
  clients             = { ingest = "sg-1" }
  instance_type       = "kafka.m7g.large"
  disk_gib            = 100
  kms_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  password            = "0123456789012345678901234567890123456789"
  deletion_protection = true
}

run "msk_speaks_tls_and_asks_who_it_is" {
  command = plan

  assert {
    condition     = aws_msk_cluster.this[0].encryption_info[0].encryption_in_transit[0].client_broker == "TLS" && aws_msk_cluster.this[0].encryption_info[0].encryption_in_transit[0].in_cluster
    error_message = "Connections must be encrypted."
  }

  assert {
    condition     = aws_msk_cluster.this[0].client_authentication[0].unauthenticated == false && aws_msk_cluster.this[0].client_authentication[0].sasl[0].scram
    error_message = "Clients must say who they are."
  }
}

run "msk_keeps_what_it_acknowledged" {
  command = plan

  assert {
    condition     = strcontains(aws_msk_configuration.this[0].server_properties, "min.insync.replicas=2\n") && strcontains(aws_msk_configuration.this[0].server_properties, "default.replication.factor=3\n")
    error_message = "Three replicas, two in sync."
  }

  assert {
    condition     = strcontains(aws_msk_configuration.this[0].server_properties, "unclean.leader.election.enable=false\n") && strcontains(aws_msk_configuration.this[0].server_properties, "auto.create.topics.enable=false\n")
    error_message = "No unclean election, no topics by mistake."
  }
}

run "the_password_is_in_no_plan" {
  command = plan

  assert {
    condition     = aws_secretsmanager_secret_version.clients.secret_string == null && aws_secretsmanager_secret_version.clients.secret_string_wo == null
    error_message = "The password is in the plan."
  }
}

run "clients_reach_the_encrypted_port_alone" {
  command = plan

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.from_port == 9096 && rule.to_port == 9096])
    error_message = "MSK's SCRAM port is 9096."
  }
}

run "production_is_not_development" {
  command = plan

  # MSK names its brokers when they run.
  override_resource {
    target          = aws_msk_cluster.this
    override_during = plan
    values          = { arn = "arn:aws:kafka:eu-central-1:111122223333:cluster/eco-test/1", bootstrap_brokers_sasl_scram = "b-1.example:9096,b-2.example:9096" }
  }

  assert {
    condition     = !can(output.environment.KAFKA_DEVELOPMENT) && output.environment.KAFKA_TLS == "true"
    error_message = "Production must check its topics, over TLS."
  }
}

run "two_brokers_are_no_production" {
  command = plan

  variables {
    brokers    = 2
    subnet_ids = { a = "subnet-1", b = "subnet-2" }
  }

  expect_failures = [var.brokers]
}

run "msk_wants_as_many_brokers_in_each_zone" {
  command = plan

  variables {
    brokers = 4
  }

  expect_failures = [var.brokers]
}

run "redpanda_in_production_wants_certificates" {
  command = plan

  variables {
    kind          = "redpanda"
    instance_type = "m7i.large"
    redpanda      = { ami = "ami-1" }
  }

  expect_failures = [var.redpanda]
}

run "redpanda_disks_are_encrypted" {
  command = plan

  variables {
    kind          = "redpanda"
    production    = false
    brokers       = 1
    instance_type = "m7i.large"
    redpanda      = { ami = "ami-1" }
  }

  assert {
    condition     = alltrue([for disk in aws_ebs_volume.redpanda : disk.encrypted && disk.kms_key_id == var.kms_key_arn])
    error_message = "Disks must be encrypted."
  }

  assert {
    condition     = alltrue([for node in aws_instance.redpanda : node.metadata_options[0].http_tokens == "required"])
    error_message = "The metadata service must ask for tokens."
  }
}

run "brokers_read_their_own_credentials_alone" {
  command = plan

  variables {
    kind          = "redpanda"
    production    = false
    brokers       = 1
    instance_type = "m7i.large"
    redpanda      = { ami = "ami-1" }
  }

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.redpanda.json).Statement : alltrue([for text in flatten([s.Action, s.Resource]) : !strcontains(text, "*")])])
    error_message = "A broker's role has a wildcard."
  }
}

run "brokers_are_spread_over_zones" {
  command = plan

  variables {
    kind          = "redpanda"
    instance_type = "m7i.large"
    redpanda      = { ami = "ami-1", tls_secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:tls-AbCdEf" }
  }

  assert {
    condition     = toset([for disk in aws_ebs_volume.redpanda : disk.availability_zone]) == toset(["a", "b", "c"])
    error_message = "Three brokers in three zones."
  }
}

run "types_of_msk_and_ec2_do_not_mix" {
  command = plan

  variables {
    instance_type = "m7i.large"
  }

  expect_failures = [var.instance_type]
}
