Feature: Emit

  Scenario: What one process emits, another hears
    Given the workflow hearer:
      """yaml
      do:
        - hear:
            listen:
              to: { one: { with: { type: order.placed, source: 'https://shop.example/7' } } }
              read: envelope
            output:
              as: '.[0] | { type, source, subject, data, hasId: (.id != ""), hasTime: (.time != null), specversion }'
      """
    When the workflow is executed
    Given the workflow:
      """yaml
      do:
        - tell:
            emit:
              event:
                with:
                  source: https://shop.example/{shop}
                  type: order.placed
                  subject: ${ "order \(.order)" }
                  data:
                    items: ${ .items }
      """
    And given the workflow input is:
      """yaml
      { shop: 7, order: 12, items: [a, b] }
      """
    When the workflow is executed
    Then the workflow should complete
    And the run of hearer should give:
      """yaml
      type: order.placed
      source: https://shop.example/7
      subject: order 12
      data: { items: [a, b] }
      hasId: true
      hasTime: true
      specversion: '1.0'
      """

  Scenario: A process hears what it emits itself
    Given the workflow:
      """yaml
      do:
        - both:
            fork:
              branches:
                - hear: { listen: { to: { one: { with: { type: ping } } } } }
                - say: { emit: { event: { with: { source: 'https://example.com', type: ping, data: hello } } } }
        - heard: { set: { heard: '${ .[0] }' } }
      """
    When the workflow is executed
    Then the workflow should complete with output:
      """yaml
      heard: [hello]
      """
