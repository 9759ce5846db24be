output "environment" {
  description = "Settings of the services that use the store, without secrets."
  value = {
    CLICKHOUSE_URL      = "https://${local.own ? coalesce(var.hostname, "-") : var.cloud.hostname}:${local.port}"
    CLICKHOUSE_USER     = "ecomind"
    CLICKHOUSE_DATABASE = "ecomind"
  }
}

output "secrets" {
  description = "Secret settings of the services that use the store."
  value       = { CLICKHOUSE_PASSWORD = var.password_secret.arn }
}

output "backup_bucket" {
  description = "Where the backups are. Null with ClickHouse Cloud, which keeps its own."
  value       = one(aws_s3_bucket.backups[*].bucket)
}

output "cluster_name" {
  description = "What `CLICKHOUSE_CLUSTER` of `ecomind migrate` must be: empty where there is one replica."
  value       = length(local.keepers) > 0 ? "ecomind" : ""
}

output "instance_ids" {
  description = "The servers, by replica."
  value       = { for index, server in aws_instance.server : index => server.id }
}
