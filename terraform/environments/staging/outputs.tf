output "urls" {
  description = "Where clients post, and where people look."
  value       = module.ecomind.urls
}

output "setup" {
  description = "What the setup's commands in docs/deploy-aws.md need."
  value       = module.ecomind.setup
}

output "repository_urls" {
  description = "Where images are pushed."
  value       = module.ecomind.repository_urls
}

output "ci_role_arns" {
  description = "Roles of the workflows."
  value       = module.ecomind.ci_role_arns
}

output "backup_bucket" {
  description = "Where the store's backups are."
  value       = module.ecomind.backup_bucket
}

output "alarm_topic_arn" {
  description = "Where alarms go."
  value       = module.ecomind.alarm_topic_arn
}
