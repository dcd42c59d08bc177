Feature: Functions of the workflow's own

  Scenario: Called with arguments, which are its input
    Given the workflow:
      """yaml
      use:
        functions:
          greet:
            input: { schema: { document: { type: object, required: [name] } } }
            set: { greeting: '${ "Hello \(.name)!" }' }
      do:
        - hello: { call: greet, with: { name: '${ .who }' } }
      """
    And given the workflow input is:
      """yaml
      who: Ada
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      greeting: Hello Ada!
      """

  Scenario: A function that calls a service
    Given the workflow:
      """yaml
      use:
        functions:
          getPet: { call: http, with: { method: get, endpoint: 'https://petstore.swagger.io/v2/pet/{petId}' } }
      do:
        - pet: { call: getPet, with: { petId: 69 }, output: { as: .name } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      Perdita
      """

  Scenario: Arguments that do not fit
    Given the workflow:
      """yaml
      use:
        functions:
          greet:
            input: { schema: { document: { type: object, required: [name] } } }
            set: { greeting: '${ .name }' }
      do:
        - hello: { call: greet, with: {} }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/validation
      """
    And the error should mention "/name"

  Scenario: A function that nobody has defined is refused
    Given the workflow:
      """yaml
      do:
        - hello: { call: greet }
      """
    Then the definition should be refused at /do/0/hello/call
