output "security_group_id" {
  description = "The group of the tasks: let it into what the service needs."
  value       = aws_security_group.this.id
}

output "service_name" {
  description = "The ECS service."
  value       = aws_ecs_service.this.name
}

output "task_definition_arn" {
  description = "What runs now. The one before is the way back."
  value       = aws_ecs_task_definition.this.arn
}

output "log_group_name" {
  description = "Where its logs are."
  value       = aws_cloudwatch_log_group.this.name
}
