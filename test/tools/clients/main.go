// Fetches a day by the client that its first argument names: openapi-generator's or oapi-codegen's.
package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"time"

	"tools.test/clients/oapi"
	"tools.test/clients/openapi"
)

type day struct {
	Rows    int      `json:"rows"`
	First   string   `json:"first"`
	Sum     float64  `json:"sum"`
	Nulls   int      `json:"nulls"`
	Lines   int      `json:"lines"`
	Units   []string `json:"units"`
	Counted int      `json:"counted"`
	Live    string   `json:"live"`
}

func main() {
	fetch := map[string]func(url, key, start, end string) (day, error){
		"openapi-generator": byOpenapiGenerator,
		"oapi-codegen":      byOapiCodegen,
	}[os.Args[1]]
	got, err := fetch(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	if err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(got); err != nil {
		panic(err)
	}
}

func (d *day) add(power *float64, at time.Time) {
	if d.Rows == 0 {
		d.First = at.UTC().Format(time.RFC3339)
	}
	d.Rows++
	if power == nil {
		d.Nulls++
	} else {
		d.Sum += *power
	}
}

func lines(text string) int {
	return len(strings.Split(strings.TrimSpace(text), "\n"))
}

func byOpenapiGenerator(url, key, start, end string) (day, error) {
	var got day
	configuration := openapi.NewConfiguration()
	configuration.Servers = openapi.ServerConfigurations{{URL: url}}
	client := openapi.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), openapi.ContextAccessToken, key)
	rows, _, err := client.DataAPI.ReadData(ctx).Start(start).End(end).Execute()
	if err != nil {
		return got, err
	}
	for _, row := range rows {
		got.add(row.Power.Get(), row.Timestamp)
	}
	text, _, err := client.DataAPI.ReadDataCsv(ctx).Start(start).End(end).Variables([]string{"power"}).Execute()
	if err != nil {
		return got, err
	}
	got.Lines = lines(text)
	variables, _, err := client.DataAPI.ListVariables(ctx).Execute()
	if err != nil {
		return got, err
	}
	for _, variable := range variables.Variables {
		got.Units = append(got.Units, variable.GetUnit())
	}
	inventory, _, err := client.DataAPI.ReadInventory(ctx).Start(start).End(end).Execute()
	if err != nil {
		return got, err
	}
	got.Counted = int(inventory.Days[0].Variables["power"].Values)
	health, _, err := client.HealthAPI.IsLive(ctx).Execute()
	if err != nil {
		return got, err
	}
	got.Live = health.Status
	return got, nil
}

func byOapiCodegen(url, key, start, end string) (day, error) {
	var got day
	client, err := oapi.NewClientWithResponses(url, oapi.WithRequestEditorFn(
		func(_ context.Context, request *http.Request) error {
			request.Header.Set("Authorization", "Bearer "+key)
			return nil
		}))
	if err != nil {
		return got, err
	}
	ctx := context.Background()
	rows, err := client.ReadDataWithResponse(ctx, &oapi.ReadDataParams{Start: start, End: end})
	if err != nil {
		return got, err
	}
	for _, row := range *rows.JSON200 {
		got.add(row.Power, row.Timestamp)
	}
	text, err := client.ReadDataCsvWithResponse(ctx, &oapi.ReadDataCsvParams{
		Start: start, End: end, Variables: &[]string{"power"},
	})
	if err != nil {
		return got, err
	}
	got.Lines = lines(string(text.Body))
	variables, err := client.ListVariablesWithResponse(ctx)
	if err != nil {
		return got, err
	}
	for _, variable := range variables.JSON200.Variables {
		got.Units = append(got.Units, *variable.Unit)
	}
	inventory, err := client.ReadInventoryWithResponse(ctx, &oapi.ReadInventoryParams{Start: start, End: end})
	if err != nil {
		return got, err
	}
	got.Counted = (*inventory.JSON200.Days)[0].Variables["power"].Values
	health, err := client.IsLiveWithResponse(ctx)
	if err != nil {
		return got, err
	}
	got.Live = health.JSON200.Status
	return got, nil
}
