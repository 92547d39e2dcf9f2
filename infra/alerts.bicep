// What is worth waking somebody for, as docs/operations.md explains it. Not compiled where it was written.
@description('Region of the rules: that of the workspace.')
param location string

@description('Prefix of the names.')
param name string

@description('The Log Analytics workspace with the logs and metrics of the service.')
param workspaceId string

@description('The action group that is told.')
param actionGroupId string

@description('Whether metrics are sent; without, the rule about failed turns is left away.')
param withTelemetry bool

var logRules = [
  {
    name: 'not-ready'
    title: 'A replica is not ready: its store is out of reach, nobody is answered'
    query: 'ContainerAppSystemLogs_CL | where Log_s has "Readiness" and Log_s has "probe" and Log_s has "fail"'
    // Probes every ten seconds: half of those of five minutes, so that a start or an update wakes nobody.
    threshold: 15
  }
  {
    name: 'given-up'
    title: 'A message was given up: it ends the process, or cannot be read'
    query: 'ContainerAppConsoleLogs_CL | where Log_s has "message given up"'
    threshold: 0
  }
]

var turnRules = [
  {
    name: 'turns-fail'
    title: 'More than 5 of 100 turns fail'
    query: 'AppMetrics | where Name == "acr_doctor.turn.duration" | summarize turns = sum(ItemCount), failed = sumif(ItemCount, tostring(Properties.outcome) == "failed") | where turns >= 20 and failed > turns * 0.05'
    threshold: 0
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in concat(logRules, withTelemetry ? turnRules : []): {
  name: '${name}-${rule.name}'
  location: location
  properties: {
    displayName: rule.title
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: rule.name == 'turns-fail' ? 'PT15M' : 'PT5M'
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: rule.threshold
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    actions: { actionGroups: [actionGroupId] }
    // The tables begin with the first record.
    skipQueryValidation: true
  }
}]
