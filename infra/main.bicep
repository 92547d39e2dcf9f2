// ACR Doctor in one resource group: bot registration, identity, Container Apps, Blob store, telemetry.
// Not compiled where it was written: run `az bicep build --file infra/main.bicep` first (infra/workflow-example.yml).
targetScope = 'resourceGroup'

@description('Prefix of all names: lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'acrdoctor'

@description('Region of everything but the bot registration, which is global.')
param location string = resourceGroup().location

@description('The image to run, with its digest: contoso.azurecr.io/acr-doctor@sha256:...')
param image string

@description('Name of the registry, in this resource group, that the image comes from. Empty: a registry that needs no sign-in.')
param imageRegistry string = ''

@description('Subscriptions that live checks may look at: the role of docs/bot-role.json is assigned there. Empty: knowledge only.')
param checkedSubscriptions array = []

@description('The policy file (docs/policy-example.yaml) as text. Empty: nobody runs live checks.')
param policy string = ''

@description('Further tenants whose users are served, beside this one. Object ids of tenants.')
param tenants array = [tenant().tenantId]

@description('Object ids of who keeps the knowledge base and sees its gaps.')
param maintainers array = []

@description('App id of a single-tenant registration. Empty: the identity made here is the bot (UserAssignedMSI), and no secret exists.')
param singleTenantAppId string = ''

@description('Only with singleTenantAppId: name of a key vault in this resource group, and of the secret in it that is the app password.')
param keyVaultName string = ''
param passwordSecretName string = 'acr-doctor-app-password'

@description('Only with singleTenantAppId: name of the OAuth connection to make, so that live checks look with the rights of who asks. Empty: they look as the bot.')
param oauthConnectionName string = ''

@description('Replicas at least and at most. Two, so that one may be replaced while the other answers.')
@minValue(1)
param minReplicas int = 2
param maxReplicas int = 6

@description('Requests a replica answers at once before another is added.')
param concurrentRequests int = 40

@description('Whether traces and metrics go to Application Insights, through a collector beside the bot.')
param withTelemetry bool = true

@description('The collector. Pin it by digest in your own pipeline.')
param collectorImage string = 'docker.io/otel/opentelemetry-collector-contrib:0.138.0'

@description('Resource id of the action group that alerts wake. Empty: no alerts.')
param alertActionGroup string = ''

@description('Days that logs are kept. The audit is among them.')
param logDays int = 90

var isSingleTenant = !empty(singleTenantAppId)
var botAppId = isSingleTenant ? singleTenantAppId : identity.properties.clientId
var suffix = uniqueString(resourceGroup().id)
var storeContainerName = 'acr-doctor'
var hasPolicy = !empty(policy)
var hasSignIn = isSingleTenant && !empty(oauthConnectionName)

// Built-in roles, by the ids that are the same everywhere.
var roles = {
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

// ---- the store: identity-based, no keys ----

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take('${name}${suffix}', 24)
  location: location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storage
  name: 'default'
  properties: {
    // What is deleted is meant to be gone: cases end, and "forget me" deletes.
    deleteRetentionPolicy: { enabled: false }
  }
}

resource storeContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: storeContainerName
  properties: { publicAccess: 'None' }
}

resource storeRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storeContainer
  name: guid(storeContainer.id, identity.id, roles.storageBlobDataContributor)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

// ---- the image, and the app password where there is one ----

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(imageRegistry)) {
  name: imageRegistry
}

resource pullRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(imageRegistry)) {
  scope: registry
  name: guid(resourceGroup().id, imageRegistry, identity.id, roles.acrPull)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = if (isSingleTenant) {
  name: keyVaultName
}

resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isSingleTenant) {
  scope: vault
  name: guid(resourceGroup().id, keyVaultName, identity.id, roles.keyVaultSecretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

// ---- what live checks may read ----

module botRole 'bot-role.bicep' = [
  for subscriptionId in checkedSubscriptions: {
    name: 'acr-doctor-role-${take(subscriptionId, 8)}'
    scope: subscription(subscriptionId)
    params: { principalId: identity.properties.principalId }
  }
]

// ---- logs and telemetry ----

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = if (withTelemetry) {
  name: '${name}-insights'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
  }
}

// ---- the service ----

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-env'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var botSettings = [
  { name: 'NODE_ENV', value: 'production' }
  { name: 'PORT', value: '3978' }
  { name: 'LOG_LEVEL', value: 'info' }
  { name: 'MicrosoftAppId', value: botAppId }
  { name: 'MicrosoftAppType', value: isSingleTenant ? 'SingleTenant' : 'UserAssignedMsi' }
  { name: 'MicrosoftAppTenantId', value: tenant().tenantId }
  { name: 'ACR_DOCTOR_STORE', value: 'https://${storage.name}.blob.core.windows.net/${storeContainerName}' }
  { name: 'ACR_DOCTOR_AUDIT', value: '/data/audit' }
  { name: 'ACR_DOCTOR_TENANTS', value: join(tenants, ',') }
  { name: 'ACR_DOCTOR_MAINTAINERS', value: join(maintainers, ',') }
]
var passwordSettings = isSingleTenant ? [{ name: 'MicrosoftAppPassword', secretRef: 'app-password' }] : []
var policySettings = hasPolicy ? [{ name: 'ACR_DOCTOR_POLICY', value: '/etc/acr-doctor/policy.yaml' }] : []
var signInSettings = hasSignIn ? [{ name: 'ACR_DOCTOR_OAUTH_CONNECTION', value: oauthConnectionName }] : []
var telemetrySettings = withTelemetry
  ? [
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://127.0.0.1:4318' }
      { name: 'OTEL_SERVICE_NAME', value: 'acr-doctor' }
      // Application Insights adds up what it gets.
      { name: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', value: 'delta' }
    ]
  : []

var bot = {
  name: 'bot'
  image: image
  resources: { cpu: json('0.5'), memory: '1Gi' }
  env: concat(botSettings, passwordSettings, policySettings, signInSettings, telemetrySettings)
  probes: [
    { type: 'Startup', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 2, failureThreshold: 30 }
    { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 20 }
    { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 }, periodSeconds: 10, timeoutSeconds: 4 }
  ]
  volumeMounts: concat(
    [{ volumeName: 'data', mountPath: '/data' }],
    hasPolicy ? [{ volumeName: 'policy', mountPath: '/etc/acr-doctor' }] : []
  )
}

var collector = {
  name: 'collector'
  image: collectorImage
  args: ['--config=env:COLLECTOR_CONFIG']
  resources: { cpu: json('0.25'), memory: '0.5Gi' }
  env: [
    { name: 'COLLECTOR_CONFIG', value: loadTextContent('collector.yaml') }
    { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', secretRef: 'insights' }
  ]
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-bot'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    managedEnvironmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: {
        external: true
        targetPort: 3978
        transport: 'http'
        allowInsecure: false
      }
      registries: empty(imageRegistry) ? [] : [{ server: '${imageRegistry}.azurecr.io', identity: identity.id }]
      secrets: concat(
        isSingleTenant
          ? [
              {
                name: 'app-password'
                keyVaultUrl: 'https://${keyVaultName}${az.environment().suffixes.keyvaultDns}/secrets/${passwordSecretName}'
                identity: identity.id
              }
            ]
          : [],
        hasPolicy ? [{ name: 'policy', value: policy }] : [],
        withTelemetry ? [{ name: 'insights', value: insights!.properties.ConnectionString }] : []
      )
    }
    template: {
      // Longer than the slowest round of live checks that a replica may still be answering.
      terminationGracePeriodSeconds: 75
      containers: concat([bot], withTelemetry ? [collector] : [])
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'requests'
            http: { metadata: { concurrentRequests: string(concurrentRequests) } }
          }
        ]
      }
      volumes: concat(
        [{ name: 'data', storageType: 'EmptyDir' }],
        hasPolicy
          ? [{ name: 'policy', storageType: 'Secret', secrets: [{ secretRef: 'policy', path: 'policy.yaml' }] }]
          : []
      )
    }
  }
  dependsOn: [storeRole, pullRole, vaultRole]
}

// ---- the bot registration and its channel ----

resource registration 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-${suffix}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'S1' }
  properties: {
    displayName: 'ACR Doctor'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: botAppId
    msaAppTenantId: tenant().tenantId
    msaAppType: isSingleTenant ? 'SingleTenant' : 'UserAssignedMSI'
    msaAppMSIResourceId: isSingleTenant ? null : identity.id
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: registration
  name: 'MsTeamsChannel'
  location: 'global'
  properties: {
    channelName: 'MsTeamsChannel'
    properties: { isEnabled: true, enableCalling: false, acceptedTerms: true }
  }
}

// ---- sign-in: one connection, whose secret is the app password ----

module oauthConnection 'oauth-connection.bicep' = if (hasSignIn) {
  name: 'acr-doctor-sign-in'
  params: {
    botName: registration.name
    connectionName: oauthConnectionName
    appId: singleTenantAppId
    clientSecret: vault.getSecret(passwordSecretName)
  }
}

// ---- what is worth waking somebody for ----

module alerts 'alerts.bicep' = if (!empty(alertActionGroup)) {
  name: '${name}-alerts'
  params: {
    location: location
    name: name
    workspaceId: logs.id
    actionGroupId: alertActionGroup
    withTelemetry: withTelemetry
  }
}

@description('For the app package: npm run package wants it as MicrosoftAppId.')
output appId string = botAppId
output identityObjectId string = identity.properties.principalId
output endpoint string = registration.properties.endpoint
output store string = 'https://${storage.name}.blob.core.windows.net/${storeContainerName}'
