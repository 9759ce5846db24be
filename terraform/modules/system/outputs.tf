output "urls" {
  description = "Where clients post, and where people look."
  value       = { for service, entrance in module.edge : service => entrance.url }
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "setup" {
  description = "What `aws ecs run-task` needs to run the setup."
  value = {
    cluster         = aws_ecs_cluster.this.name
    task_definition = aws_ecs_task_definition.setup.family
    subnets         = join(",", values(module.network.private_subnet_ids))
    security_group  = aws_security_group.setup.id
  }
}

output "repository_urls" {
  description = "Where images are pushed."
  value       = try(module.ci[0].repository_urls, {})
}

output "ci_role_arns" {
  description = "Roles of the workflows."
  value       = try(module.ci[0].role_arns, {})
}

output "backup_bucket" {
  description = "Where the store's backups are."
  value       = module.clickhouse.backup_bucket
}

output "alarm_topic_arn" {
  description = "Where alarms go."
  value       = module.observability.topic_arn
}
