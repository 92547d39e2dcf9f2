// The role that live checks need, generated from the checks (docs/bot-role.json), and its assignment, in one subscription.
targetScope = 'subscription'

@description('Object id of the bot identity.')
param principalId string

var generated = loadJsonContent('../docs/bot-role.json')

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, generated.Name)
  properties: {
    // Names of custom roles are unique in a tenant.
    roleName: '${generated.Name} (${take(subscription().subscriptionId, 8)})'
    description: generated.Description
    type: 'CustomRole'
    permissions: [
      {
        actions: generated.Actions
        notActions: generated.NotActions
        dataActions: generated.DataActions
        notDataActions: generated.NotDataActions
      }
    ]
    assignableScopes: [subscription().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, definition.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: definition.id
  }
}
