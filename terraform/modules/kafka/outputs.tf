output "environment" {
  description = "Settings of the services that use the log, without secrets."
  value = merge(
    {
      LOG                  = "kafka"
      KAFKA_BROKERS        = var.kind == "msk" ? one(aws_msk_cluster.this[*].bootstrap_brokers_sasl_scram) : join(",", [for address in values(local.addresses) : "${address}:9092"])
      KAFKA_SASL_MECHANISM = "scram-sha-512"
      KAFKA_SASL_USERNAME  = "ecomind"
    },
    var.kind == "msk" || local.tls ? { KAFKA_TLS = "true" } : {},
    var.production ? {} : { KAFKA_DEVELOPMENT = "true" },
  )
}

output "secrets" {
  description = "Secret settings of the services that use the log."
  value = merge(
    { KAFKA_SASL_PASSWORD = "${aws_secretsmanager_secret.clients.arn}:password::" },
    var.kind == "redpanda" && local.tls ? { KAFKA_TLS_CA = "${var.redpanda.tls_secret_arn}:ca::" } : {},
  )

  depends_on = [aws_secretsmanager_secret_version.clients]
}

output "security_group_id" {
  description = "The brokers' group."
  value       = aws_security_group.this.id
}
