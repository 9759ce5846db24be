output "topic_arn" {
  description = "Where alarms go."
  value       = aws_sns_topic.alarms.arn
}

output "prometheus_endpoint" {
  description = "The Prometheus workspace: a data source of Grafana with SigV4."
  value       = aws_prometheus_workspace.this.prometheus_endpoint
}
