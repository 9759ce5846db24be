output "kms_key_arn" {
  description = "The key of everything at rest."
  value       = aws_kms_key.this.arn
}

output "secret_arns" {
  description = "ARNs of the secrets, by name."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }

  # Whoever reads a secret needs its value to be there.
  depends_on = [aws_secretsmanager_secret_version.this]
}
