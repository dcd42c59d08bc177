Feature: Try and catch
  The filter decides on the error as it is; `when` and `exceptWhen` decide on what the expression sees.

  Scenario Outline: A filter on <attribute> that <does>
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail:
                  raise:
                    error:
                      type: https://example.com/errors/held
                      status: 409
                      title: Held
                      detail: The order is held
            catch:
              errors: { with: { <attribute>: <value> } }
              do:
                - handled: { set: { handled: true } }
      """
    When the workflow is executed
    Then the workflow should <end>

    Examples:
      | attribute | does          | value                          | end      |
      | type      | fits          | https://example.com/errors/held | complete |
      | type      | does not fit  | https://example.com/errors/gone | fault    |
      | status    | fits          | 409                            | complete |
      | status    | does not fit  | 404                            | fault    |
      | title     | fits          | Held                           | complete |
      | title     | does not fit  | Lost                           | fault    |
      | instance  | fits          | /do/0/attempt/try/0/fail       | complete |
      | instance  | does not fit  | /do/1/other                    | fault    |
      | details   | fits          | The order is held              | complete |
      | details   | does not fit  | The order is lost              | fault    |
      | detail    | fits          | The order is held              | complete |

  Scenario: Every error is caught where there is no filter, as $error
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - divide: { set: { x: '${ 1 / 0 }' } }
            catch:
              do:
                - handled:
                    set:
                      type: ${ $error.type }
                      status: ${ $error.status }
                      instance: ${ $error.instance }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      type: https://serverlessworkflow.io/spec/1.0.0/errors/expression
      status: 400
      instance: /do/0/attempt/try/0/divide
      """

  Scenario: The name of the error is chosen
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              as: problem
              do:
                - handled: { set: { status: '${ $problem.status }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      status: 500
      """

  Scenario Outline: <clause> decides on the error: <condition>
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 503 } } }
            catch:
              <clause>: <condition>
      """
    When the workflow is executed
    Then the workflow should <end>

    Examples:
      | clause     | condition            | end      |
      | when       | $error.status == 503 | complete |
      | when       | $error.status == 500 | fault    |
      | exceptWhen | $error.status == 503 | fault    |
      | exceptWhen | $error.status == 500 | complete |
      | when       | .status == 503       | complete |
      | when       | .status == 500       | fault    |
      | exceptWhen | .status == 503       | fault    |

  Scenario: Without a handler the flow goes on with the input of the try
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - change: { set: { changed: true } }
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch: {}
        - after: { set: { input: '${ . }' } }
      """
    And given the workflow input is:
      """yaml
      kept: 1
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      input: { kept: 1 }
      """

  Scenario: What the inner try does not take, the outer one may
    Given the workflow:
      """yaml
      do:
        - outer:
            try:
              - inner:
                  try:
                    - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
                  catch:
                    errors: { with: { status: 404 } }
                    do:
                      - wrong: { set: { by: inner } }
            catch:
              do:
                - right: { set: { by: outer, instance: '${ $error.instance }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      by: outer
      instance: /do/0/outer/try/0/inner/try/0/fail
      """
    And wrong should not run
    And inner should fault
    And outer should complete

  Scenario: An error of the handler is an error of the try
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fail: { raise: { error: { type: 'https://example.com/x', status: 500 } } }
            catch:
              do:
                - fails: { raise: { error: { type: 'https://example.com/y', status: 501 } } }
      """
    When the workflow is executed
    Then the workflow should fault with error:
      """yaml
      type: https://example.com/y
      status: 501
      instance: /do/0/attempt/catch/do/0/fails
      """

  Scenario: A try that nothing goes wrong in gives what its tasks give
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - fine: { set: { fine: true } }
            catch:
              do:
                - handled: { set: { fine: false } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      fine: true
      """
    And handled should not run

  Scenario: The standard types are known under the names of the kit and of the text
    Given the workflow:
      """yaml
      do:
        - attempt:
            try:
              - bad: { set: { x: '${ error("no") }' } }
            catch:
              errors: { with: { type: 'https://serverlessworkflow.io/dsl/errors/types/expression' } }
      """
    When the workflow is executed
    Then the workflow should complete
