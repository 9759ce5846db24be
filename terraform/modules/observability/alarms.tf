resource "aws_cloudwatch_metric_alarm" "errors" {
  for_each = var.load_balancers

  alarm_name          = "${var.name}-${each.key}-errors"
  alarm_description   = "More than 1 % of ${each.key}'s requests failed for five minutes. See docs/runbooks."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  evaluation_periods  = 5
  datapoints_to_alarm = 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]

  metric_query {
    id          = "percent"
    label       = "Failed requests, percent"
    expression  = "100 * (FILL(target, 0) + FILL(balancer, 0)) / requests"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { requests = "RequestCount", target = "HTTPCode_Target_5XX_Count", balancer = "HTTPCode_ELB_5XX_Count" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/ApplicationELB"
        metric_name = metric_query.value
        stat        = "Sum"
        period      = 60
        dimensions  = { LoadBalancer = each.value.load_balancer }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  for_each = var.load_balancers

  alarm_name          = "${var.name}-${each.key}-slow"
  alarm_description   = "A hundredth of ${each.key}'s requests took longer than ${each.value.p99_seconds} s for ten minutes."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "TargetResponseTime"
  extended_statistic  = "p99"
  dimensions          = { LoadBalancer = each.value.load_balancer }
  period              = 60
  evaluation_periods  = 10
  datapoints_to_alarm = 10
  threshold           = each.value.p99_seconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "down" {
  for_each = var.load_balancers

  alarm_name          = "${var.name}-${each.key}-down"
  alarm_description   = "No task of ${each.key} takes requests."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Maximum"
  dimensions          = { LoadBalancer = each.value.load_balancer, TargetGroup = each.value.target_group }
  period              = 60
  evaluation_periods  = 2
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

# A service without a task has no CPU: its absence is an alarm as well.
resource "aws_cloudwatch_metric_alarm" "cpu" {
  for_each = var.services

  alarm_name          = "${var.name}-${each.key}-cpu"
  alarm_description   = "${each.key} uses more than 85 % of its CPU for fifteen minutes though it has scaled out, or does not run."
  namespace           = "AWS/ECS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  dimensions          = { ClusterName = var.cluster_name, ServiceName = each.key }
  period              = 300
  evaluation_periods  = 3
  threshold           = 85
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "lag" {
  count = var.collector == null ? 0 : 1

  alarm_name          = "${var.name}-lag"
  alarm_description   = "Events wait to be counted for ten minutes, or no stream says how many. See docs/runbooks/log-stands-still.md."
  namespace           = local.namespace
  metric_name         = "stream_lag_records"
  statistic           = "Maximum"
  dimensions          = { service = "stream" }
  period              = 60
  evaluation_periods  = 10
  threshold           = 100000
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}
