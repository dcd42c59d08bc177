Feature: HTTP
  What the published kit does not ask of calls.

  Scenario: Query, headers and body come from expressions
    Given the workflow:
      """yaml
      do:
        - order:
            call: http
            with:
              method: post
              endpoint: { uri: 'https://shop.example/orders/{id}' }
              headers: { x-tenant: '${ .tenant }' }
              query: { tag: ['a', 'b'], page: '${ .page }' }
              body: { items: '${ .items }' }
      """
    And given the workflow input is:
      """yaml
      { id: 7, tenant: blue, page: 2, items: [x, y] }
      """
    And https://shop.example answers POST /orders/7 with:
      """yaml
      placed: true
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      placed: true
      """
    And https://shop.example should have been asked POST /orders/7?tag=a&tag=b&page=2 with header x-tenant blue
    And https://shop.example should have been sent to /orders/7:
      """yaml
      items: [x, y]
      """

  Scenario: Only properties of the input stand in an address, by their very names
    Given the workflow:
      """yaml
      do:
        - ping: { call: http, with: { method: get, endpoint: 'https://service.example/{a}/{pet.id}/{missing}/{flag}' } }
      """
    And given the workflow input is:
      """yaml
      { a: 'x/y', pet: { id: 1 }, flag: true }
      """
    And https://service.example answers GET /x%2Fy///true with:
      """yaml
      well: true
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      well: true
      """

  Scenario: An object in an address is an error
    Given the workflow:
      """yaml
      do:
        - ping: { call: http, with: { method: get, endpoint: 'https://service.example/{pet}' } }
      """
    And given the workflow input is:
      """yaml
      pet: { id: 1 }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/expression
      status: 400
      instance: /do/0/ping
      """

  Scenario: What changes something there carries one key, also when it is sent again
    Given the workflow:
      """yaml
      do:
        - order:
            call: http
            with: { method: post, endpoint: 'https://shop.example/orders', body: {} }
      """
    And https://shop.example does not answer POST /orders
    And https://shop.example answers POST /orders with:
      """yaml
      placed: true
      """
    When the workflow is executed
    Then order should wait for an effect
    When the app is restarted
    Then the workflow should complete
    And https://shop.example should have been called 2 times with one idempotency key

  Scenario Outline: Status <status> is an error
    Given the workflow:
      """yaml
      do:
        - ping: { call: http, with: { method: get, endpoint: 'https://service.example/ping' } }
      """
    And https://service.example answers GET /ping with status <status>
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/communication
      status: <status>
      instance: /do/0/ping
      """

    Examples:
      | status |
      | 302    |
      | 404    |
      | 500    |

  Scenario: A redirection is a result where that is said
    Given the workflow:
      """yaml
      do:
        - ping:
            call: http
            with: { method: get, endpoint: 'https://service.example/ping', redirect: true, output: response }
            output: { as: .statusCode }
      """
    And https://service.example answers GET /ping with status 302
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      302
      """

  Scenario: The raw body
    Given the workflow:
      """yaml
      do:
        - ping:
            call: http
            with: { method: get, endpoint: 'https://service.example/ping', output: raw }
            output: { as: '@base64d' }
      """
    And https://service.example answers GET /ping with:
      """yaml
      plain text
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      plain text
      """

  Scenario: A bearer token from a secret, which is recorded nowhere
    Given the workflow:
      """yaml
      use: { secrets: [token] }
      do:
        - ping:
            call: http
            with:
              method: get
              endpoint:
                uri: https://service.example/ping
                authentication: { bearer: { token: '${ $secrets.token }' } }
      """
    And the secret token is:
      """yaml
      s3cr3t-t0k3n
      """
    And https://service.example answers GET /ping with:
      """yaml
      well: true
      """
    When the workflow is executed
    Then the workflow should complete
    And https://service.example should have been asked GET /ping with header authorization "Bearer s3cr3t-t0k3n"
    And "s3cr3t-t0k3n" should be recorded nowhere

  Scenario: A secret that is not there
    Given the workflow:
      """yaml
      use: { secrets: [token] }
      do:
        - ping:
            call: http
            with:
              method: get
              endpoint: { uri: 'https://service.example/ping', authentication: { bearer: { token: '${ $secrets.token }' } } }
      """
    And https://service.example answers GET /ping with status 200
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/authorization
      status: 403
      """

  Scenario: A secret that the workflow does not name is refused
    Given the workflow:
      """yaml
      do:
        - set: { set: { x: '${ $secrets.token }' } }
      """
    Then the definition should be refused at /do/0/set/set/x

  Scenario: GraphQL
    Given the workflow:
      """yaml
      do:
        - character:
            call: graphql
            with:
              endpoint: https://graph.example/graphql
              query: 'query ($id: ID!) { character(id: $id) { name } }'
              variables: { id: '${ .id }' }
            output: { as: .character.name }
      """
    And given the workflow input is:
      """yaml
      id: '1'
      """
    And https://graph.example answers POST /graphql with:
      """yaml
      data: { character: { name: Luke } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      Luke
      """
    And https://graph.example should have been sent to /graphql:
      """yaml
      query: 'query ($id: ID!) { character(id: $id) { name } }'
      variables: { id: '1' }
      """

  Scenario: A GraphQL answer with errors is an error
    Given the workflow:
      """yaml
      do:
        - character:
            call: graphql
            with: { endpoint: 'https://graph.example/graphql', query: '{ character { name } }' }
      """
    And https://graph.example answers POST /graphql with:
      """yaml
      errors: [ { message: No such character } ]
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/communication
      """
    And the error should mention "No such character"
