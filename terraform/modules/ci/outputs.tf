output "repository_urls" {
  description = "Where images are pushed, by name."
  value       = { for image, repository in aws_ecr_repository.this : image => repository.repository_url }
}

output "repository_arns" {
  description = "The repositories, by name."
  value       = { for image, repository in aws_ecr_repository.this : image => repository.arn }
}

output "role_arns" {
  description = "Roles of the workflows: `publish` and `plan`."
  value       = { for purpose, role in aws_iam_role.this : purpose => role.arn }
}
