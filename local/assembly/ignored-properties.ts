const everywhere: Readonly<Record<string, string>> = {
  Tags: 'for cost reports; no local answer depends on them',
};

/** Properties that are read over, each with the reason why the local run is the same without it. */
const byType: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::ApiGatewayV2::Api': {
    Description: 'words for the console',
    DisableExecuteApiEndpoint: 'there is only one address locally',
  },
  'AWS::ApiGatewayV2::Integration': { Description: 'words for the console' },
  'AWS::ApiGatewayV2::Stage': {
    AccessLogSettings: 'the runtime prints its own access log',
    Description: 'words for the console',
  },
  'AWS::DynamoDB::Table': {
    ContributorInsightsSpecification: 'metrics about hot keys',
    OnDemandThroughput: 'a cap on cost; the local engine is not billed',
    WarmThroughput: 'capacity prepared ahead; the local engine needs none',
  },
  'AWS::DynamoDB::GlobalTable': { WarmThroughput: 'capacity prepared ahead; the local engine needs none' },
  'AWS::Events::Archive': { KmsKeyIdentifier: 'archives are not encrypted locally' },
  'AWS::Events::EventBus': {
    Description: 'words for the console',
    Policy: 'whoever can reach a local bus is a role of this account, whose own policies are checked',
    LogConfig: 'the runtime prints its own log',
    KmsKeyIdentifier: 'events in transit are not encrypted locally',
  },
  'AWS::IAM::ManagedPolicy': { Description: 'words for the console' },
  'AWS::IAM::Role': { Description: 'words for the console', MaxSessionDuration: 'local keys do not expire' },
  'AWS::KMS::Key': {
    Description: 'words for the console',
    EnableKeyRotation: 'nothing is encrypted with local keys; only kms permissions are checked',
    RotationPeriodInDays: 'see EnableKeyRotation',
    PendingWindowInDays: 'local keys are not deleted',
  },
  'AWS::Lambda::Function': {
    Architectures: 'functions run on the processor of this machine',
    Description: 'words for the console',
    EphemeralStorage: 'functions have the temporary folder of this machine',
    KmsKeyArn: 'environments are not encrypted locally',
    LoggingConfig: 'the runtime prints log lines itself',
    RecursiveLoop: 'loops between functions are not detected',
    RuntimeManagementConfig: 'the runtime is the Node.js that runs this',
    TracingConfig: 'traces are not collected locally',
  },
  'AWS::S3::Bucket': {
    AccelerateConfiguration: 'a faster way over the internet',
    IntelligentTieringConfigurations: 'storage classes are about cost',
    LoggingConfiguration: 'the runtime counts and prints calls itself',
    MetricsConfigurations: 'metrics are not collected locally',
  },
  'AWS::Scheduler::Schedule': {
    KmsKeyArn: 'schedules are not encrypted locally',
    Description: 'words for the console',
  },
  'AWS::SecretsManager::Secret': { Description: 'words for the console' },
};

export function ignoredProperties(type: string): Readonly<Record<string, string>> {
  return { ...everywhere, ...byType[type] };
}
