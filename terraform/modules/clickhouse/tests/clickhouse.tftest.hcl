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
  kind                = "instances"
  region              = "eu-central-1"
  account_id          = "111122223333"
  vpc_id              = "vpc-1"
  subnet_ids          = { eu-central-1a = "subnet-1", eu-central-1b = "subnet-2", eu-central-1c = "subnet-3" }
  clients             = { query = "sg-1" }
  hostname            = "clickhouse.example.com"
  zone_id             = "Z0123456789"
  disk_gib            = 100
  ami                 = "ami-1"
  password_secret     = { arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:eco-test/clickhouse-AbCdEf", name = "eco-test/clickhouse" }
  kms_key_arn         = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  deletion_protection = true
}

run "one_server_needs_no_keeper" {
  command = plan

  assert {
    condition     = length(aws_instance.server) == 1 && length(aws_instance.keeper) == 0 && output.cluster_name == ""
    error_message = "A single server is no cluster."
  }
}

run "replicas_have_three_keepers_and_zones_of_their_own" {
  command = plan

  variables {
    replicas = 2
  }

  assert {
    condition     = length(aws_instance.keeper) == 3 && length(distinct([for disk in aws_ebs_volume.server : disk.availability_zone])) == 2 && output.cluster_name == "ecomind"
    error_message = "Two replicas in two zones, three keepers."
  }
}

run "statements_go_to_one_replica" {
  command = plan

  variables {
    replicas = 2
    primary  = 1
  }

  assert {
    condition     = length(aws_lb_target_group_attachment.primary) == 1
    error_message = "Counting is exact on one replica alone."
  }
}

run "a_primary_that_is_no_replica_is_refused" {
  command = plan

  variables {
    replicas = 2
    primary  = 2
  }

  expect_failures = [var.primary]
}

run "disks_are_encrypted_and_kept" {
  command = plan

  assert {
    condition     = alltrue([for disk in aws_ebs_volume.server : disk.encrypted]) && alltrue([for server in aws_instance.server : server.disable_api_termination && server.metadata_options[0].http_tokens == "required"])
    error_message = "Disks encrypted, servers protected, metadata by token."
  }
}

run "backups_are_private_encrypted_and_versioned" {
  command = plan

  assert {
    condition     = aws_s3_bucket_public_access_block.backups[0].block_public_policy && aws_s3_bucket_public_access_block.backups[0].restrict_public_buckets && aws_s3_bucket_versioning.backups[0].versioning_configuration[0].status == "Enabled" && aws_s3_bucket.backups[0].force_destroy == false
    error_message = "Backups must be private, versioned and not deleted with the rest."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.backups[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "Backups must be encrypted under the key."
  }
}

run "a_server_can_not_delete_its_backups" {
  command = plan

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.server.json).Statement : alltrue([for action in flatten([s.Action]) : !startswith(action, "s3:Delete") && !strcontains(action, "*")])])
    error_message = "Whoever takes over the server could delete the backups."
  }

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.server.json).Statement : !contains(flatten([s.Resource]), "*")])
    error_message = "A resource is `*`."
  }
}

run "backups_are_read_over_tls_alone" {
  command = plan

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.backups.json).Statement).Effect == "Deny" && one(jsondecode(data.aws_iam_policy_document.backups.json).Statement).Condition.Bool["aws:SecureTransport"] == "false"
    error_message = "Plain HTTP must be denied."
  }
}

run "the_store_is_inside" {
  command = plan

  assert {
    condition     = aws_lb.this[0].internal && aws_lb_listener.this[0].protocol == "TLS" && startswith(output.environment.CLICKHOUSE_URL, "https://clickhouse.example.com:8443")
    error_message = "The store must be private, and encrypted."
  }
}

run "cloud_needs_neither_servers_nor_bucket" {
  command = plan

  variables {
    kind  = "cloud"
    cloud = { endpoint_service = "com.amazonaws.vpce.eu-central-1.vpce-svc-1", hostname = "abc.eu-central-1.vpce.aws.clickhouse.cloud" }
  }

  assert {
    condition     = length(aws_instance.server) == 0 && length(aws_s3_bucket.backups) == 0 && length(aws_vpc_endpoint.cloud) == 1 && output.environment.CLICKHOUSE_URL == "https://abc.eu-central-1.vpce.aws.clickhouse.cloud:8443"
    error_message = "ClickHouse Cloud is an endpoint and nothing else."
  }
}

run "cloud_without_its_endpoint_is_refused" {
  command = plan

  variables {
    kind = "cloud"
  }

  expect_failures = [var.cloud]
}

run "backups_outlive_the_full_one_that_they_need" {
  command = plan

  variables {
    backup = { retention_days = 7 }
  }

  expect_failures = [var.backup]
}
