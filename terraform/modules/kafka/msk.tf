resource "aws_cloudwatch_log_group" "msk" {
  count = var.kind == "msk" ? 1 : 0

  name              = "/${var.name}/kafka"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# What EcoMind checks at its start; topics are made by `ecomind topics create`, never by a client's mistake.
resource "aws_msk_configuration" "this" {
  count = var.kind == "msk" ? 1 : 0

  name           = "${var.name}-events"
  kafka_versions = ["3.8.x"]

  server_properties = <<-PROPERTIES
    auto.create.topics.enable=false
    default.replication.factor=${min(var.brokers, 3)}
    min.insync.replicas=${var.brokers >= 3 ? 2 : 1}
    unclean.leader.election.enable=false
    log.retention.hours=168
    message.max.bytes=4194304
    replica.fetch.max.bytes=8388608
  PROPERTIES
}

resource "aws_msk_cluster" "this" {
  count = var.kind == "msk" ? 1 : 0

  cluster_name           = var.name
  kafka_version          = "3.8.x"
  number_of_broker_nodes = var.brokers
  enhanced_monitoring    = "PER_TOPIC_PER_BROKER"

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = [for zone in local.zones : var.subnet_ids[zone]]
    security_groups = [aws_security_group.this.id]

    storage_info {
      ebs_storage_info {
        volume_size = var.disk_gib
      }
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this[0].arn
    revision = aws_msk_configuration.this[0].latest_revision
  }

  client_authentication {
    unauthenticated = false

    sasl {
      scram = true
    }
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.kms_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.msk[0].name
      }
    }
  }
}

resource "aws_msk_scram_secret_association" "this" {
  count = var.kind == "msk" ? 1 : 0

  cluster_arn     = aws_msk_cluster.this[0].arn
  secret_arn_list = [aws_secretsmanager_secret.clients.arn]

  depends_on = [aws_secretsmanager_secret_version.clients]
}
