output "target_group_arn" {
  description = "Where the service's tasks register. Known when the listener is."
  value       = aws_lb_target_group.this.arn

  # ECS refuses a target group that no listener uses.
  depends_on = [aws_lb_listener.https]
}

output "security_group_id" {
  description = "The group of the load balancer: let it into the service."
  value       = aws_security_group.this.id
}

output "url" {
  description = "Where clients reach the service."
  value       = "https://${var.hostname}"
}

output "load_balancer" {
  description = "Dimensions of the load balancer's metrics."
  value = {
    load_balancer = aws_lb.this.arn_suffix
    target_group  = aws_lb_target_group.this.arn_suffix
  }
}
