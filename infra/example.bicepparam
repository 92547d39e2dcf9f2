// Copy it, and put your own values in place of these.
using 'main.bicep'

param image = 'contosotools.azurecr.io/acr-doctor@sha256:0000000000000000000000000000000000000000000000000000000000000000'
param imageRegistry = 'contosotools'
param checkedSubscriptions = ['00000000-0000-0000-0000-000000000000']
param policy = loadTextContent('../docs/policy-example.yaml')
